import { asJson, asRow, asText, asTexts } from './read';
import type { Row } from './read';
import type { Profile } from './types';

function decodeInterval(value: unknown): string {
  if (typeof value === 'string') return value;
  const row = asRow(value);
  const opens = asText(row['opens']);
  const closes = asText(row['closes']);
  return opens && closes ? `${opens}-${closes}` : '';
}

function decodeHours(value: unknown): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(asRow(value)).map(([day, intervals]) => [
      day,
      (Array.isArray(intervals) ? intervals : [intervals]).map(decodeInterval).filter(Boolean),
    ]),
  );
}

function decodeLinks(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asRow(value)).map(([network, url]) => [network, asText(url)]));
}

export function decodeProfile(value: unknown): Profile {
  const row: Row = asRow(asJson(value));
  const text = (key: string): string => asText(row[key]);
  return {
    business_name: text('business_name'),
    contact_first_name: text('contact_first_name'),
    contact_last_name: text('contact_last_name'),
    email: text('email'),
    phone: text('phone'),
    website: text('website'),
    address: text('address'),
    city: text('city'),
    state: text('state'),
    postal_code: text('postal_code'),
    country: text('country'),
    description: text('description'),
    categories: asTexts(row['categories']),
    hours: decodeHours(row['hours']),
    social_links: decodeLinks(row['social_links']),
    logo_url: text('logo_url'),
  };
}
