/** A date as people read it; how long ago it was stands beside it, never instead of it. */
import { Text, type TextProps } from "@mantine/core";
import { longDate, longDateTime, relativeWords } from "@/lib/dates";

interface Props extends TextProps {
  value: string | null;
  withTime?: boolean;
  relative?: boolean;
}

export function DateText({ value, withTime = false, relative = false, ...rest }: Props) {
  if (!value) {
    return (
      <Text span inherit c="dimmed" {...rest}>
        date unknown
      </Text>
    );
  }
  return (
    <Text span inherit {...rest}>
      <time dateTime={value} title={longDateTime(value)} style={{ whiteSpace: "nowrap" }}>
        {withTime ? longDateTime(value) : longDate(value)}
      </time>
      {relative && (
        <Text span inherit c="dimmed">
          {" · "}
          {relativeWords(value, new Date())}
        </Text>
      )}
    </Text>
  );
}
