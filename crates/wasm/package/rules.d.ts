/**
 * The text of a rule, as Markdown, or the whole page of the rules: every number of this package follows it.
 *
 * @throws {RangeError} for a number that no rule has.
 */
export default function rules(number?: number): string;
