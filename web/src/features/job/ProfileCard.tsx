import type { ReactNode } from 'react';
import { Card } from '@/components/Card';
import { ExternalLink } from '@/components/ExternalLink';
import type { Profile } from '@/data/types';
import { shortUrl } from '@/lib/url';
import { dayNames } from '@/strings';
import { jobStrings } from '@/strings/job';

const words = jobStrings.profile;

function Line({ label, isMissing, children }: { label: string; isMissing?: boolean; children: ReactNode }) {
  if (!children && !isMissing) return null;
  return (
    <div className="grid grid-cols-[5.25rem_minmax(0,1fr)] gap-3 px-4 py-2">
      <dt className="text-xs leading-5 text-ink-3">{label}</dt>
      <dd dir="auto" className="text-sm">
        {children || <span className="font-medium text-warn">{words.missing}</span>}
      </dd>
    </div>
  );
}

function Hours({ hours }: { hours: Profile['hours'] }) {
  const days = Object.keys(dayNames).filter((day) => day in hours);
  return (
    <ul>
      {days.map((day) => (
        <li key={day} className="flex justify-between gap-3">
          <span className="shrink-0">{dayNames[day]}</span>
          <span className="text-right text-ink-2 tabular-nums">{hours[day]?.join(', ') || words.closed}</span>
        </li>
      ))}
    </ul>
  );
}

function Social({ links }: { links: Profile['social_links'] }) {
  const networks = Object.entries(links).filter(([, url]) => url);
  return (
    <ul>
      {networks.map(([network, url]) => (
        <li key={network} className="flex min-h-6 items-center">
          <ExternalLink url={url}>{shortUrl(url)}</ExternalLink>
        </li>
      ))}
    </ul>
  );
}

/** "Austin, TX 78702" where there is a state, else "10115 Berlin": as letters are addressed. */
export function placeOf({ city, state, postal_code: code }: Profile): string {
  if (!state) return [code, city].filter(Boolean).join(' ');
  return [city, [state, code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** What is being submitted. Fields that stop the job are marked. */
export function ProfileCard({ profile, missing, action }: { profile: Profile; missing: string[]; action?: ReactNode }) {
  // The API names what is missing in words for people ("phone number (7 to 15 digits)").
  const lacks = (pattern: RegExp): boolean => missing.some((name) => pattern.test(name));
  const contact = [profile.contact_first_name, profile.contact_last_name].filter(Boolean).join(' ');
  const address = [profile.address, placeOf(profile), profile.country].filter(Boolean);
  return (
    <Card title={words.title} action={action}>
      <dl className="divide-y">
        <Line label={words.contact}>{contact}</Line>
        <Line label={words.email} isMissing={lacks(/e-?mail/i)}>
          {profile.email}
        </Line>
        <Line label={words.phone} isMissing={lacks(/phone/i)}>
          {profile.phone}
        </Line>
        <Line label={words.website} isMissing={lacks(/website/i)}>
          {profile.website && <ExternalLink url={profile.website}>{shortUrl(profile.website)}</ExternalLink>}
        </Line>
        <Line label={words.address} isMissing={lacks(/street|city|postal|country/i)}>
          {address.length > 0 &&
            address.map((line) => (
              <span key={line} className="block">
                {line}
              </span>
            ))}
        </Line>
        <Line label={words.categories} isMissing={lacks(/categor/i)}>
          {profile.categories.join(', ')}
        </Line>
        <Line label={words.description} isMissing={lacks(/description/i)}>
          {profile.description && <span className="line-clamp-8 whitespace-pre-wrap">{profile.description}</span>}
        </Line>
        {Object.keys(profile.hours).length > 0 && (
          <Line label={words.hours}>
            <Hours hours={profile.hours} />
          </Line>
        )}
        {Object.values(profile.social_links).some(Boolean) && (
          <Line label={words.social}>
            <Social links={profile.social_links} />
          </Line>
        )}
      </dl>
    </Card>
  );
}
