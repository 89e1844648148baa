/** Who has looked at this record. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";

const LIMIT = 100;

/** The server leaves out one's own visits and the machine's work: there are so many that they would fill the page. */
export const accessLogQuery = (patientId: Uuid, isOthersOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.accessLog(patientId), isOthersOnly],
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: LIMIT, others: isOthersOnly, cursor: pageParam };
      const params = { path: { patient_uuid: patientId }, query };
      return dataOf(api.GET("/api/v1/patients/{patient_uuid}/access-log", { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
