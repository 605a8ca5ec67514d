export interface Package {
  name: string;
  title: string;
  price_cents: number;
  currency: string;
  directories: number;
  turnaround_hours: number;
}
export interface AddOn {
  name: string;
  title: string;
  price_cents: number;
}
export interface Shop {
  packages: Package[];
  add_ons: AddOn[];
  terms_version: string;
  checkout: 'stripe' | 'test' | 'closed';
}
export interface Checkout {
  id: string;
  state: 'open' | 'awaiting_payment' | 'paid' | 'payment_failed' | 'expired';
  package: string;
  add_ons: string[];
  amount_total: number;
  currency: string;
}
export interface Job {
  id: string;
  package_title: string;
  status: 'pending' | 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
  payment_state: string;
  progress: number;
  directories_total: number;
  directories_done: number;
  created_at: string;
  completed_at: string | null;
  paused: boolean;
}
export interface Result {
  id: string;
  directory: string;
  website: string | null;
  status: string;
  verdict: string | null;
  listing_url: string | null;
  verified_at: string | null;
  checked_at?: string;
  picture: boolean;
  gone: boolean;
  /** Whether the listing shows each fact as the profile has it; null: it was not looked for. */
  nap?: Partial<Record<'name' | 'address' | 'phone' | 'website', boolean | null>>;
}
export interface Action {
  id: string;
  kind: string;
  directory: string | null;
  website: string | null;
  yours: boolean;
  sent: boolean;
  missing?: string[];
}
export interface Notice {
  id: number;
  event: string;
  directory: string | null;
  created_at: string;
}
export interface Progress {
  job: Job & { business_name: string; missing: string[] };
  counts: Record<string, number>;
  results: Result[];
  actions: Action[];
  notices: Notice[];
}
export interface Account {
  customer: { email: string; business_name: string };
  jobs: Job[];
  session: { account: boolean; job_id: string | null };
}
export interface Interval {
  opens: string;
  closes: string;
}
export interface Profile {
  business_name?: string;
  contact_first_name?: string;
  contact_last_name?: string;
  email?: string;
  phone?: string;
  website?: string;
  address?: string;
  address_line2?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
  description?: string;
  short_description?: string;
  categories?: string[];
  hours?: Record<string, Interval[]>;
  social_links?: Record<string, string>;
  logo_url?: string;
  may_create_accounts?: boolean;
  [more: string]: unknown;
}

export function money(cents: number, currency: string): string {
  const isWhole = cents % 100 === 0;
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: isWhole ? 0 : 2,
  }).format(cents / 100);
}
