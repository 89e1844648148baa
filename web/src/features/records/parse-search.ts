/** What a person typed into the patient search: a name, with a birth date in it if there is one. Pure. */

export interface PatientSearch {
  search: string | null;
  birth_date: string | null;
}

/** ISO (1958-03-04) and day first (4.3.1958, 04/03/1958) are understood; anything else stays part of the name. */
export function parseSearch(text: string): PatientSearch {
  let birthDate: string | null = null;
  const rest = text.replace(
    /(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[./](\d{1,2})[./](\d{4})/,
    (whole, ...groups) => {
      const [y1, m1, d1, d2, m2, y2] = groups as (string | undefined)[];
      const parts = [y1 ?? y2, m1 ?? m2, d1 ?? d2].map(Number);
      const iso = `${parts[0]}-${String(parts[1]).padStart(2, "0")}-${String(parts[2]).padStart(2, "0")}`;
      if (Number.isNaN(Date.parse(iso))) return whole;
      birthDate = iso;
      return " ";
    },
  );
  const search = rest.replace(/\s+/g, " ").trim();
  return { search: search || null, birth_date: birthDate };
}
