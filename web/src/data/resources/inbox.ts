import { decodeResult } from '../decode';
import { decodeProfile } from '../decodeProfile';
import { asRow, asText, asTextOrNull, asTexts } from '../read';
import { query } from '../query';
import { dictionary, list, orNull, shape } from '../shape';
import type { Read } from '../shape';
import { usePages, useSnapshot } from '../snapshots';
import type { Profile } from '../types';
import { act, get, number, segment } from './common';

export const readActionItem = shape({
  id: asText,
  job_id: asText,
  result_id: asTextOrNull,
  directory_name: asTextOrNull,
  directory_title: asTextOrNull,
  directory_url: asTextOrNull,
  business_name: asTextOrNull,
  kind: asText,
  status: asText,
  summary: asText,
  details: asRow,
  claimed_by: asTextOrNull,
  resolved_by: asTextOrNull,
  resolution: asTextOrNull,
  proof: asTextOrNull,
  answers: asTexts,
  created_at: asText,
  updated_at: asText,
});
export type ActionItem = Read<typeof readActionItem>;

const readPage = shape({
  position: number,
  items: list(readActionItem),
  counts: shape({ open: number, claimed: number, by_kind: dictionary(number) }),
  next_cursor: asTextOrNull,
});

const readDocument = shape({
  position: number,
  contacts: asText,
  item: readActionItem,
  submission: orNull(decodeResult),
  profile: decodeProfile,
  missing: asTexts,
});

export interface InboxFilter {
  /** A comma list of states; the API's default are those that wait. */
  status?: string | undefined;
  kind?: string | undefined;
  mine?: boolean | undefined;
}

const itemsPerPage = 50;

export function useInbox(filter: InboxFilter) {
  return usePages(['inbox', filter], (cursor, signal) =>
    get(`/api/staff/actions${query({ ...filter, limit: itemsPerPage, cursor })}`, readPage, signal),
  );
}

export function useActionItem(id: string) {
  return useSnapshot(['action', id], (signal) => get(`/api/staff/actions/${segment(id)}`, readDocument, signal));
}

export interface Resolution {
  answer: string;
  listing_url?: string;
  note?: string;
  profile?: Profile;
}

const path = (id: string, what: string): string => `/api/staff/actions/${segment(id)}/${what}`;

export const claimItem = (id: string) => act(path(id, 'claim'));
export const releaseItem = (id: string, reason: string) => act(path(id, 'release'), { reason });
export const resolveItem = (id: string, resolution: Resolution) => act(path(id, 'resolve'), resolution);
export const uploadProof = (id: string, picture: Blob) => act(path(id, 'proof'), picture, 'PUT');
