/** In the account's menu: link one's own account to that of the organisation, once. */
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconBuildingHospital } from "@tabler/icons-react";
import { api, dataOf } from "@/api/client";
import { explain } from "@/api/errors";
import { oidcQuery } from "@/api/oidc";

export function OidcLinkItem() {
  const name = useQuery(oidcQuery).data?.name;
  const link = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/auth/oidc/link")),
    onSuccess: ({ url }) => {
      if (url) window.location.assign(url);
    },
    onError: (error) => notifications.show({ color: "red", message: explain(error).detail }),
  });
  if (!name) return null;
  return (
    <Menu.Item leftSection={<IconBuildingHospital size={16} aria-hidden />} onClick={() => link.mutate()}>
      Link to {name}
    </Menu.Item>
  );
}
