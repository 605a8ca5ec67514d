import { safeHttpUrl } from '@/lib/url';
import { customerStrings } from '@/strings/customers';

const words = customerStrings.problems;

export type Draft = Record<string, string>;

/** Fields without which no directory is contacted; the server has the last word. */
const needed = [
  'business_name',
  'email',
  'phone',
  'website',
  'address',
  'city',
  'country',
  'description',
  'categories',
];
const fewestDigits = 7;
const mostDigits = 15;
const shortestDescription = 50;
const longestDescription = 1_000;

function problemOf(field: string, text: string): string | null {
  if (text === '') return needed.includes(field) ? words.required : null;
  if (field === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : words.email;
  if (field === 'website' || field === 'logo_url') return safeHttpUrl(text) ? null : words.website;
  if (field === 'phone') {
    const digits = text.replace(/\D/g, '').length;
    return digits >= fewestDigits && digits <= mostDigits ? null : words.phone;
  }
  if (field === 'description')
    return text.length >= shortestDescription && text.length <= longestDescription ? null : words.description;
  return null;
}

/** What stands in the way of each field, in words. */
export function problemsOf(draft: Draft): Record<string, string> {
  const found = Object.entries(draft).map(([field, text]) => [field, problemOf(field, text.trim())] as const);
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== null));
}
