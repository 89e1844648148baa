/** The rail at the left; at phone width the same places as a bar under the thumb. */
import { Link } from "@tanstack/react-router";
import type { Role } from "@/api/types";
import { placesOf } from "./navigation";
import classes from "./shell.module.css";

export function Rail({ role }: { role: Role }) {
  return (
    <nav className={classes.rail} aria-label="Main" data-no-print>
      {placesOf(role).map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={classes.place}
          activeProps={{ "data-active": true, "aria-current": "page" }}
        >
          <place.icon size={22} stroke={1.7} aria-hidden />
          <span>{place.label}</span>
        </Link>
      ))}
    </nav>
  );
}
