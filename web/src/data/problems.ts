import { isApiError } from './http';
import { asList, asRow, asText } from './read';

/** What a problem document says about single fields: field to sentence. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!isApiError(error)) return {};
  const pairs = asList(error.problem['errors']).map((entry) => {
    const row = asRow(entry);
    // "profile.phone" and "phone" are the same field to a form.
    return [asText(row['field']).replace(/^profile\./, ''), asText(row['detail'])] as const;
  });
  return Object.fromEntries(pairs.filter(([field]) => field));
}
