/** Skeletons of the size of what follows, so that nothing jumps. */
import { Group, Skeleton, Stack } from "@mantine/core";

export function RowsSkeleton({ rows = 5, height = 44 }: { rows?: number; height?: number }) {
  return (
    <Stack gap={8} py={4}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} />
      ))}
    </Stack>
  );
}

export function TextSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <Stack gap={10} py={4}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={12} width={`${[92, 78, 85, 60, 70][index % 5]}%`} />
      ))}
    </Stack>
  );
}

export function BannerSkeleton() {
  return (
    <Group gap="md" wrap="nowrap" h={44}>
      <Skeleton height={40} circle />
      <Stack gap={6} style={{ flex: 1 }}>
        <Skeleton height={16} width={220} />
        <Skeleton height={12} width={320} maw="80%" />
      </Stack>
    </Group>
  );
}
