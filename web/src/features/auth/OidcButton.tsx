/** The way in through one's organisation, where one is set up, and what went wrong on the way back. */
import { Button, Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBuildingHospital } from "@tabler/icons-react";
import { oidcQuery } from "@/api/oidc";
import { Notice } from "@/components/Notice";
import { problemWords, startOf } from "./oidc";

export function OidcButton() {
  const name = useQuery(oidcQuery).data?.name;
  if (!name) return null;
  return (
    <>
      <Divider label="or" labelPosition="center" />
      <Button
        component="a"
        href={startOf(window.location)}
        variant="default"
        size="md"
        leftSection={<IconBuildingHospital size={18} aria-hidden />}
        data-testid="oidc"
      >
        Sign in with {name}
      </Button>
    </>
  );
}

export function OidcProblem({ code }: { code: string }) {
  const { title, detail } = problemWords(code);
  return (
    <Notice tone="warning" urgent title={title}>
      {detail}
    </Notice>
  );
}
