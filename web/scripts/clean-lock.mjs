// Keep package-lock.json free of registry addresses: `resolved` entries are dropped, integrity hashes stay.
// `npm ci` then takes each package from whatever registry the machine is set up for and still checks its hash.
// With --check nothing is written and a leftover address fails the run.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
let dropped = 0;
for (const entry of Object.values(lock.packages)) {
  if ("resolved" in entry && !entry.link) {
    delete entry.resolved;
    dropped += 1;
  }
}
if (process.argv.includes("--check")) {
  if (dropped > 0) {
    console.error(`package-lock.json names a registry in ${dropped} places; run: npm run lock:clean`);
    process.exit(1);
  }
} else if (dropped > 0) {
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
