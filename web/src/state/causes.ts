// Causes that go together: of the plan with one of them and without another the core says that it has errors (rule 18).

/** The causes that an error asks to be joined; none where it is about something else. */
export function together({ code, en }: { code: string; en: string }): readonly string[] {
  const [, causes] = (code === "mixed" && /; join ([a-z]+(?:, [a-z]+)*)$/.exec(en)) || [];
  return causes?.split(", ") ?? [];
}

/** Some more that are joined; those that were joined with one of them before are so with all. */
export function join(
  joined: readonly (readonly string[])[],
  causes: readonly string[],
): readonly (readonly string[])[] {
  const meets = (others: readonly string[]) => others.some((cause) => causes.includes(cause));
  const one = [...new Set([...joined.filter(meets).flat(), ...causes])];
  return [...joined.filter((others) => !meets(others)), one];
}
