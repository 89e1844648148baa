"""Why an upload is refused or a page cannot be read: each reason its own error that says what to do."""

from __future__ import annotations

from salus.core.errors import AppError


class UnreadableFile(AppError):
    """The file cannot be read. Send a PDF, Word document, JPEG, PNG, HEIC or TIFF that opens on your own screen."""

    status, code, fhir_issue = 400, "UNREADABLE_FILE", "structure"


class EmptyFile(UnreadableFile):
    """The file is empty (0 bytes). Check the original and send it again."""

    code = "EMPTY_FILE"


class UnsupportedFileType(UnreadableFile):
    """This kind of file cannot be read. Save or export it as PDF and send that."""

    status, code, fhir_issue = 415, "UNSUPPORTED_FILE_TYPE", "not-supported"


class FileTooLarge(UnreadableFile):
    """The file is larger than the limit. Split it, or scan it at 150 to 300 dots per inch, and send the parts."""

    status, code, fhir_issue = 413, "FILE_TOO_LARGE", "too-long"


class CorruptPDF(UnreadableFile):
    """The PDF is damaged or cut off. Export or download it again and send the new copy."""

    code = "CORRUPT_PDF"


class CorruptJPEG(UnreadableFile):
    """The JPEG is damaged or cut off. Take the photo or save the scan again and send the new copy."""

    code = "CORRUPT_JPEG"


class CorruptTIFF(UnreadableFile):
    """The TIFF is damaged, cut off, or packed in a way that is not read. Save it as PDF and send that."""

    code = "CORRUPT_TIFF"


class CorruptHEIC(UnreadableFile):
    """The HEIC photo is damaged or cut off. Take it again, or save it as JPEG and send that."""

    code = "CORRUPT_HEIC"


class CorruptDOCX(UnreadableFile):
    """The Word document is damaged. Open it, save it as PDF and send that."""

    code = "CORRUPT_DOCX"


class CorruptArchive(UnreadableFile):
    """The file is damaged or packed in an unusual way. Open it, save it anew and send the new copy."""

    code = "CORRUPT_ARCHIVE"


class CorruptPNG(UnreadableFile):
    """The PNG is damaged or cut off. Save the picture again and send the new copy."""

    code = "CORRUPT_PNG"


class OnlyPhotosTogether(UnreadableFile):
    """Only photos (JPEG, PNG, HEIC) can be pages of one document. Send files of other kinds one by one."""

    status, code, fhir_issue = 415, "ONLY_PHOTOS_TOGETHER", "not-supported"


class PasswordRequired(UnreadableFile):
    """The PDF is locked. Send it again together with its password."""

    status, code, fhir_issue = 422, "PASSWORD_REQUIRED", "security"


class WrongPassword(UnreadableFile):
    """The password does not open this PDF. Check it (capital letters count) and send the file again."""

    status, code, fhir_issue = 422, "WRONG_PASSWORD", "security"


class UnsupportedEncryption(UnreadableFile):
    """The PDF is locked by a certificate or an unknown method. Save an unlocked copy and send that."""

    status, code, fhir_issue = 422, "UNSUPPORTED_ENCRYPTION", "security"


class DecompressionBomb(UnreadableFile):
    """The file would unpack to an unreasonable size. Save it at an ordinary page size and resolution and send that."""

    status, code, fhir_issue = 413, "DECOMPRESSION_BOMB", "too-costly"


class TooManyPages(UnreadableFile):
    """The document has more pages than the limit. Split it and send the parts."""

    status, code, fhir_issue = 413, "TOO_MANY_PAGES", "too-long"


class NoPages(UnreadableFile):
    """The PDF has no pages. Export it again and check that it shows something before sending it."""

    code = "NO_PAGES"


class PageUnreadable(UnreadableFile):
    """One page of the document could not be read. The other pages are kept; a person should look at this one."""

    status, code, fhir_issue = 422, "PAGE_UNREADABLE", "processing"


class NoSuchPage(AppError):
    """The document has no page with this number."""

    status, code, fhir_issue = 404, "PAGE_NOT_FOUND", "not-found"
