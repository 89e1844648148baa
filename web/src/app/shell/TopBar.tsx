/** Who I am, whether the line is alive, and one box to go anywhere. */
import {
  ActionIcon,
  Avatar,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from "@mantine/core";
import { useComputedColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSearch,
  IconShieldLock,
  IconSun,
} from "@tabler/icons-react";
import type { Me } from "@/api/types";
import { Key } from "@/components/Keys";
import { Logo } from "@/components/Logo";
import { OidcLinkItem } from "@/features/auth/OidcLinkItem";
import { useSignOut } from "@/features/auth/sign-in";
import { type Density, setDensity } from "../preferences";
import { LiveMark } from "./LiveMark";
import { omnibox } from "./Omnibox";
import classes from "./shell.module.css";

const ROLE_WORDS: Record<Me["role"], string> = {
  patient: "Patient",
  doctor: "Doctor",
  admin: "Administrator",
  service: "Service",
  client: "Program",
};

interface Props {
  me: Me;
  density: Density;
  onHelp: () => void;
}

export function TopBar({ me, density, onHelp }: Props) {
  return (
    <header className={classes.top} data-no-print>
      <Link to="/" className={classes.brand}>
        <Logo size={28} />
        <span className={classes.brandName}>Salus</span>
        {me.demo && <span className={classes.demo}>Demo</span>}
      </Link>
      <UnstyledButton
        className={classes.search}
        onClick={() => omnibox.open()}
        aria-keyshortcuts="Control+K"
        data-testid="omnibox"
      >
        <IconSearch size={17} aria-hidden />
        <span className={classes.searchWords}>
          Find
          <span className={classes.searchWhat}>
            {me.role === "patient" ? " a document or a page" : " a patient, a document, a command"}
          </span>
        </span>
        <Key>Ctrl K</Key>
      </UnstyledButton>
      <Group gap={4} wrap="nowrap" ml="auto">
        <LiveMark />
        <SchemeToggle />
        <AccountMenu me={me} density={density} onHelp={onHelp} />
      </Group>
    </header>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const label = isDark ? "Light colours" : "Dark colours";
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(isDark ? "light" : "dark")}>
        {isDark ? <IconSun size={19} aria-hidden /> : <IconMoon size={19} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function AccountMenu({ me, density, onHelp }: Props) {
  const signOut = useSignOut();
  const isCompact = density === "compact";
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.account} data-testid="account-menu">
          <span className="visually-hidden">Account of </span>
          <Avatar size={32} radius="xl" color="teal" name={me.display_name} aria-hidden />
          <span className={classes.accountWords}>
            <Text span fz="sm" fw={600} lh={1.2} truncate maw={160}>
              {me.display_name}
            </Text>
            <Text span fz="xs" c="dimmed" lh={1.2}>
              {ROLE_WORDS[me.role]}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.display_name}, {ROLE_WORDS[me.role].toLowerCase()}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconShieldLock size={16} />}>
          Account and security
        </Menu.Item>
        <Menu.Item
          leftSection={
            isCompact ? <IconBaselineDensityMedium size={16} /> : <IconBaselineDensitySmall size={16} />
          }
          onClick={() => setDensity(isCompact ? "comfortable" : "compact")}
        >
          {isCompact ? "More space" : "More on the screen"}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp} visibleFrom="sm">
          Keyboard shortcuts
        </Menu.Item>
        <OidcLinkItem />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
