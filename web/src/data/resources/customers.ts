import { decodeJob } from '../decode';
import { decodeProfile } from '../decodeProfile';
import { query } from '../query';
import { asList, asNumber, asRow, asText, asTextOrNull, asTexts } from '../read';
import { list, shape } from '../shape';
import type { Read, Reader } from '../shape';
import { usePages, useSnapshot } from '../snapshots';
import type { Job } from '../types';
import { act, get, number, segment } from './common';

const readCustomer = shape({
  id: asText,
  business_name: asText,
  email: asText,
  website: asText,
  status: asText,
  package_type: asTextOrNull,
  jobs: number,
  active_jobs: number,
  created_at: asText,
  updated_at: asText,
});
export type Customer = Read<typeof readCustomer>;

const readPage = shape({ position: number, customers: list(readCustomer), next_cursor: asTextOrNull });

const readRest = shape({
  position: number,
  customer: readCustomer,
  /** "masked" or "shown". */
  contacts: asText,
  profile: decodeProfile,
  /** As the API has it: what the editor does not know must not be lost. */
  rawProfile: asRow,
  missing: asTexts,
});
export type CustomerDocument = Read<typeof readRest> & { jobs: Job[] };

const readDocument: Reader<CustomerDocument> = (value) => {
  const row = asRow(value);
  const rest = readRest({ ...row, rawProfile: row['profile'] });
  return { ...rest, jobs: asList(row['jobs']).map((job) => decodeJob(job, rest.position)) };
};

const customersPerPage = 50;

export function useCustomers(q: string) {
  return usePages(['customers', q], (cursor, signal) =>
    get(`/api/staff/customers${query({ q, limit: customersPerPage, cursor })}`, readPage, signal),
  );
}

export function useCustomer(id: string) {
  return useSnapshot(['customer', id], (signal) => get(path(id), readDocument, signal));
}

const path = (id: string): string => `/api/staff/customers/${segment(id)}`;

export interface ProfileEdit {
  profile: Record<string, unknown>;
  /** As it was read: the API refuses to overwrite somebody else's change. */
  updated_at: string;
  reason?: string;
}

/** Gives how many jobs the change set going. */
export async function editProfile(id: string, edit: ProfileEdit): Promise<number> {
  const { document } = await act(`${path(id)}/profile`, edit, 'PUT');
  return asList(document['enqueued']).length;
}

/** Shows the contact data to this person for a while; the audit log says so. */
export async function revealContacts(id: string): Promise<void> {
  await act(`${path(id)}/reveal`, {});
}

export async function eraseCustomer(id: string, confirm: string, reason: string): Promise<{ files: number }> {
  const { document } = await act(`${path(id)}/erase`, { confirm, reason });
  return { files: asNumber(document['files']) };
}
