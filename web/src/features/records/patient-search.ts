/** Patients by name, birth date or number; the server forgives typing errors. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Page, Patient } from "@/api/types";
import { parseSearch } from "./parse-search";

const LIMIT = 25;

export const patientSearchQuery = (text: string) =>
  queryOptions({
    queryKey: keys.patientSearch(text.trim()),
    queryFn: ({ signal }) =>
      api.get<Page<Patient>>("/patients", { query: { ...parseSearch(text), limit: LIMIT }, signal }),
    placeholderData: keepPreviousData,
  });
