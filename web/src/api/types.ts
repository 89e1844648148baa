/** The API's shapes by the names that the screens use; all come from the generated client. */
import type { components } from "./generated";

type Schemas = components["schemas"];

export type Uuid = string;
/** A number as it travels: most are numbers, facts of proposals keep their printed digits as text. */
export type Decimal = string | number;
/** Fractions of the page from its top left corner: x0, y0, x1, y1. */
export type Box = [number, number, number, number];

export type Role = Schemas["Role"];
export type Me = Schemas["MeOut"];
export type User = Schemas["AccountOut"];
export type NewUser = Schemas["AccountIn"];
export type PasswordLink = Schemas["LinkOut"];
export type Security = Schemas["SecurityOut"];
export type Passkey = Schemas["PasskeyOut"];
export type SignInSession = Schemas["SessionOut"];
export type EnrolmentOffer = Schemas["EnrolmentOut"];
export type Enrolled = Schemas["EnrolledOut"];
export type CodeMethod = NonNullable<Schemas["CodeIn"]["method"]>;

export type ApiToken = Schemas["ApiTokenOut"];
export type NewToken = Schemas["ApiTokenIn"];
export type IssuedToken = Schemas["IssuedOut"];
export type TokenScope = Schemas["Scope"];

export type EmergencyReason = Schemas["EmergencyReason"];
export type EmergencyToReview = Schemas["EmergencyReviewOut"];
export type ReviewOutcome = Schemas["ReviewOutcome"];

export type Sex = Schemas["Sex"];
export type Patient = Schemas["PatientOut"];
export type PatientLite = Schemas["PatientLite"];
export type NewPatient = Schemas["PatientIn"];
export type Observation = Schemas["Observation"];
export type LastValue = Schemas["LastValue"];
export type Allergy = Schemas["AllergyIntolerance"];
export type Condition = Schemas["Condition"];
export type Medication = Schemas["MedicationStatement"];
export type Flag = Schemas["Flag"];
export type Consent = Schemas["Consent"];
export type Provenance = Schemas["ProvenanceOut"];
export type Chart = Schemas["Chart"];
export type TimelineItem = Schemas["TimelineItem"];
/** How an entry of the timeline is coloured. */
export type Tone = TimelineItem["tone"];
export type WorklistItem = Schemas["WorklistItemOut"];
export type AccessEntry = Schemas["AccessOut"];

export type Job = Schemas["JobOut"];
export type AuditRow = Schemas["AuditRowOut"];
export type AuditVerdict = Schemas["VerdictOut"];
export type SystemHealth = Schemas["SystemOut"];
export type SystemPart = Schemas["Part"];
export type Operations = Schemas["OperationsOut"];
export type OperationsSpan = Schemas["Span"];
export type Alert = Schemas["AlertOut"];

export type DocumentType = Schemas["DocumentType"];
export type ProcessingStatus = Schemas["ProcessingStatus"];
export type DocumentSummary = Schemas["DocumentOut"];
export type DocumentDetail = Schemas["DocumentDetail"];
export type PageView = Schemas["PageOut"];
export type Proposal = Schemas["ProposalOut"];
export type Comparison = Schemas["ComparisonOut"];
export type ProposalPage = Schemas["ProposalPageOut"];
export type ProposalKind = Schemas["ProposalKind"];
/** What an upload is answered: a promise, or that the file was there before. */
export type Taken = Schemas["Accepted"] | Schemas["Success_Union_Duplicate__NeedsPassword__"];

/** One import or export of a chart. */
export type Transfer = Schemas["TransferOut"];
export type TransferReport = Schemas["ReportOut"];
export type TransferLine = Schemas["LineOut"];
export type AcceptedWork = Schemas["Accepted"];

export type Urgency = Schemas["AnswerOut"]["urgency"];
export type ChatSource = Schemas["SourceOut"];
export type ChatSentence = Schemas["SentenceOut"];
export type ChatAnswer = Schemas["PatientReplyOut"] | Schemas["DoctorReplyOut"];
export type StoredAnswer = Schemas["AnswerOut"];
export type PatientStats = Schemas["StatsOut"];
export type ConversationSummary = Schemas["ConversationOut"];
export type Conversation = Schemas["ThreadOut"];
export type ChatMessage = Schemas["MessageOut"];
