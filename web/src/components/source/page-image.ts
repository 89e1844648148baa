/** Pictures of pages, held in memory while they are needed: they are patient data, so no browser cache may keep them. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, toApiError } from "@/api/client";
import type { Uuid } from "@/api/types";

const KEPT_MS = 5 * 60_000;

const pageImageQuery = (documentId: Uuid, page: number, width: number) =>
  queryOptions({
    queryKey: ["document", documentId, "image", page, width],
    queryFn: async ({ signal }) => {
      const params = { path: { resource_id: documentId, number: page }, query: { width } };
      const address = "/api/v1/documents/{resource_id}/pages/{number}/image";
      const { data, error, response } = await api.GET(address, { params, signal, parseAs: "blob" });
      if (!data) throw toApiError(response.status, error);
      return data as Blob;
    },
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });

interface PageImage {
  url: string | null;
  hasFailed: boolean;
}

const thumbnailQuery = (documentId: Uuid, page: number) =>
  queryOptions({
    queryKey: ["document", documentId, "thumbnail", page],
    queryFn: async ({ signal }) => {
      const params = { path: { resource_id: documentId, number: page } };
      const address = "/api/v1/documents/{resource_id}/pages/{number}/thumbnail";
      const { data, error, response } = await api.GET(address, { params, signal, parseAs: "blob" });
      if (!data) throw toApiError(response.status, error);
      return data as Blob;
    },
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });

export function usePageImage(documentId: Uuid, page: number, width: number): PageImage {
  return useShown(useQuery(pageImageQuery(documentId, page, width)));
}

/** A small picture of a page, asked for when it is wanted. */
export function useThumbnail(documentId: Uuid, page: number, isWanted: boolean): PageImage {
  return useShown(useQuery({ ...thumbnailQuery(documentId, page), enabled: isWanted }));
}

function useShown({ data, isError }: { data?: Blob; isError: boolean }): PageImage {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return { url, hasFailed: isError };
}
