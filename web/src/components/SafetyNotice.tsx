/** Said where a person could mistake Salus for more than it is. */
import { Text, type TextProps } from "@mantine/core";

export function SafetyNotice(props: TextProps) {
  return (
    <Text fz="xs" c="dimmed" {...props}>
      Research and decision support, not a certified medical device. In an emergency call your local emergency
      number.
    </Text>
  );
}
