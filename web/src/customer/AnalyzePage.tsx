import { useState } from 'react';
import type { FormEvent } from 'react';
import { TextField } from '@/components/Field';
import { Badge } from '@/components/Badge';
import { call, words, type FieldProblem } from './api';
import { BigButton, Link, Note, Page, Panel, bigButton } from './parts';
import type { Profile } from './types';
import { carryOver } from './useProfile';

interface Found {
  url: string;
  profile: Profile;
  sources: { field: string; from: string }[];
  has_schema: boolean;
  https: boolean;
  problems: FieldProblem[];
}

const fields = [
  ['business_name', 'Name'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['address', 'Street'],
  ['city', 'City'],
  ['postal_code', 'Postal code'],
  ['country', 'Country'],
  ['description', 'Description'],
  ['hours', 'Opening hours'],
  ['logo_url', 'Logo'],
  ['social_links', 'Social networks'],
] as const;

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value && typeof value === 'object') return Object.keys(value).join(', ');
  return '';
}

function Report({ found }: { found: Found }) {
  const missing = fields.filter(([field]) => !shown(found.profile[field]));
  return (
    <div className="flex flex-col gap-6">
      <Panel title="What your website tells">
        <div className="mb-4 flex flex-wrap gap-2">
          <Badge tone={found.https ? 'good' : 'bad'}>{found.https ? 'Encrypted (https)' : 'Not encrypted'}</Badge>
          <Badge tone={found.has_schema ? 'good' : 'warn'}>
            {found.has_schema ? 'schema.org data found' : 'No schema.org data'}
          </Badge>
          <Badge tone={missing.length ? 'warn' : 'good'}>
            {fields.length - missing.length} of {fields.length} facts
          </Badge>
        </div>
        <dl className="divide-y">
          {fields.map(([field, label]) => {
            const value = shown(found.profile[field]);
            const from = found.sources.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.from;
            return (
              <div key={field} className="flex flex-wrap gap-x-4 gap-y-0.5 py-2 text-sm">
                <dt className="w-32 shrink-0 text-ink-3">{label}</dt>
                <dd className="min-w-0 flex-1">
                  {value || <span className="text-warn">Not found: directories and search engines miss it too</span>}
                  {value && from && <span className="block text-xs text-ink-3">from: {from}</span>}
                </dd>
              </div>
            );
          })}
        </dl>
      </Panel>
      <div className="flex flex-wrap gap-3" onClickCapture={() => carryOver(found.profile)}>
        <Link to="/packages" className={bigButton()}>
          Get listed with these data
        </Link>
        <Link to="/my/profile" className={bigButton('plain')}>
          Fill my profile
        </Link>
      </div>
    </div>
  );
}

export default function AnalyzePage() {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const look = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = new FormData(event.currentTarget).get('url');
    setBusy(true);
    setProblem('');
    setFound(undefined);
    try {
      setFound(await call<Found>('POST', '/api/analyze', { url }));
    } catch (error) {
      setProblem(words(error));
    }
    setBusy(false);
  };
  return (
    <Page
      title="Free website check"
      lead="See what your website tells directories and search engines about your business, and what it leaves out."
    >
      <div className="flex flex-col gap-6">
        <Panel>
          <form className="flex flex-wrap items-end gap-3" onSubmit={(event) => void look(event)}>
            <TextField
              label="Address of your website"
              name="url"
              required
              placeholder="https://www.example.com"
              className="min-w-60 flex-1"
            />
            <BigButton type="submit" disabled={isBusy}>
              {isBusy ? 'Looking…' : 'Check it'}
            </BigButton>
          </form>
        </Panel>
        {problem && <Note tone="bad">{problem}</Note>}
        {found && <Report found={found} />}
      </div>
    </Page>
  );
}
