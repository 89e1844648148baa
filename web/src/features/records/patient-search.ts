/** Patients by name, birth date or number; the server forgives typing errors. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import { parseSearch } from "./parse-search";

const LIMIT = 25;

export const patientSearchQuery = (text: string) =>
  queryOptions({
    queryKey: keys.patientSearch(text.trim()),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET("/api/v1/patients", { params: { query: { ...parseSearch(text), limit: LIMIT } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
