import { useMemo, useState } from 'react';
import { Checkbox, SelectField, TextArea, TextField } from '@/components/Field';
import { words } from './api';
import { CategoryPicker } from './Categories';
import { countries } from './countries';
import { HoursEditor } from './Hours';
import { LogoField } from './LogoField';
import { BigButton, Link, Note, Page, Panel, Waiting, bigButton } from './parts';
import { Preview } from './Preview';
import { go } from './router';
import { useProfile } from './useProfile';

const networks = ['facebook', 'instagram', 'linkedin', 'youtube', 'tiktok', 'x', 'pinterest', 'yelp'] as const;
const networkNames: Record<string, string> = { tiktok: 'TikTok', x: 'X', youtube: 'YouTube', linkedin: 'LinkedIn' };
const nameOf = (network: string) => networkNames[network] ?? network.charAt(0).toUpperCase() + network.slice(1);
const savedWords = { '': '', saving: 'Saving…', draft: 'Saved as a draft', failed: 'Not saved: check your connection' };
const shortest = 50;
const longest = 1_000;

type Text =
  | 'business_name'
  | 'website'
  | 'phone'
  | 'contact_first_name'
  | 'contact_last_name'
  | 'email'
  | 'address'
  | 'address_line2'
  | 'postal_code'
  | 'city'
  | 'state'
  | 'short_description';

export default function ProfilePage() {
  const { profile, problems, failure, saved, change, save } = useProfile();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isSent, setSent] = useState(false);
  const [isAgreed, setAgreed] = useState(false);
  const [isAnyway, setAnyway] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const places = useMemo(() => [['', 'Choose…'] as [string, string], ...countries()], []);

  if (!profile)
    return (
      <Page title="Your business profile">
        {failure ? (
          <div className="flex flex-col items-start gap-4">
            <Note tone="bad">{failure}</Note>
            <Link to="/my" className={bigButton('plain')}>
              Have a link sent
            </Link>
          </div>
        ) : (
          <Waiting what="Loading your profile…" />
        )}
      </Page>
    );

  // A field is told its problem once it was left, or everything was sent: nobody is scolded while typing.
  const problemOf = (field: string) =>
    isSent || touched.has(field) ? problems.find((each) => each.field === field)?.message : undefined;
  const touch = (field: string) => setTouched((now) => new Set(now).add(field));
  const text = (field: Text, label: string, more: object = {}) => (
    <TextField
      label={label}
      name={field}
      value={profile[field] ?? ''}
      problem={problemOf(field)}
      onChange={({ target }) => change({ [field]: target.value })}
      onBlur={() => touch(field)}
      {...more}
    />
  );
  const submit = async () => {
    setBusy(true);
    setSent(true);
    setSaid('');
    try {
      const found = await save(isAgreed, isAnyway);
      if (found.length === 0) return go('/my', true);
      setSaid(
        found.find((each) => each.field === 'terms')?.message ??
          'Some fields need your attention: see the marked ones.',
      );
      document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    } catch (error) {
      setSaid(words(error));
    }
    setBusy(false);
  };
  const length = [...(profile.description ?? '')].length;
  const websiteProblem = problems.find((each) => each.field === 'website' && each.missing && profile.website);

  return (
    <Page
      title="Your business profile"
      wide
      lead="Directories show this about you. Write it as customers should read it: the same everywhere is what search engines trust."
      action={
        <span role="status" className="text-sm text-ink-3">
          {savedWords[saved]}
        </span>
      }
    >
      <form
        noValidate
        className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="flex min-w-0 flex-col gap-6">
          <Panel title="The business">
            <div className="grid gap-4 sm:grid-cols-2">
              {text('business_name', 'Business name', { className: 'sm:col-span-2', autoComplete: 'organization' })}
              {text('website', 'Website', { type: 'url', placeholder: 'https://' })}
              {text('phone', 'Phone', { type: 'tel', autoComplete: 'tel' })}
              {text('contact_first_name', 'Contact: first name', { autoComplete: 'given-name' })}
              {text('contact_last_name', 'Contact: last name', { autoComplete: 'family-name' })}
              {text('email', 'E-mail', {
                type: 'email',
                readOnly: true,
                hint: 'Links to your orders go here. Ask us to change it.',
                className: 'sm:col-span-2',
              })}
            </div>
            {websiteProblem && (
              <div className="mt-3">
                <Checkbox
                  label="The address is right all the same"
                  checked={isAnyway}
                  onChange={({ target }) => setAnyway(target.checked)}
                />
              </div>
            )}
          </Panel>
          <Panel title="Where it is">
            <div className="grid gap-4 sm:grid-cols-2">
              <SelectField
                label="Country"
                className="sm:col-span-2"
                value={profile.country ?? ''}
                options={places}
                problem={problemOf('country')}
                onChange={({ target }) => change({ country: target.value })}
                onBlur={() => touch('country')}
              />
              {text('address', 'Street and number', { autoComplete: 'address-line1' })}
              {text('address_line2', 'Suite, floor (optional)', { autoComplete: 'address-line2' })}
              {text('postal_code', 'Postal code', { autoComplete: 'postal-code' })}
              {text('city', 'City', { autoComplete: 'address-level2' })}
              {text('state', 'State or region', { autoComplete: 'address-level1' })}
            </div>
          </Panel>
          <Panel title="What it does">
            <div className="flex flex-col gap-4">
              <TextArea
                label="Description"
                rows={6}
                name="description"
                value={profile.description ?? ''}
                hint={`${length} of ${shortest} to ${longest} characters`}
                problem={problemOf('description')}
                onChange={({ target }) => change({ description: target.value })}
                onBlur={() => touch('description')}
              />
              {text('short_description', 'One line about it (optional)')}
              <CategoryPicker
                value={profile.categories ?? []}
                problem={problemOf('categories')}
                change={(categories) => {
                  touch('categories');
                  change({ categories });
                }}
              />
              <HoursEditor value={profile.hours ?? {}} change={(hours) => change({ hours })} />
              {problems.some((each) => each.field === 'hours') && (
                <Note tone="bad">{problems.find((each) => each.field === 'hours')?.message}</Note>
              )}
              <LogoField value={profile.logo_url ?? ''} change={(logo_url) => change({ logo_url })} />
            </div>
          </Panel>
          <Panel title="Social networks">
            <div className="grid gap-4 sm:grid-cols-2">
              {networks.map((network) => (
                <TextField
                  key={network}
                  label={nameOf(network)}
                  type="url"
                  placeholder="https://"
                  value={profile.social_links?.[network] ?? ''}
                  problem={problemOf(`social_links.${network}`)}
                  onBlur={() => touch(`social_links.${network}`)}
                  onChange={({ target }) => {
                    const links = { ...profile.social_links, [network]: target.value };
                    if (!target.value) delete links[network];
                    change({ social_links: links });
                  }}
                />
              ))}
            </div>
          </Panel>
          <Panel title="Your agreement">
            <div className="flex flex-col gap-3">
              <Checkbox
                label="Where a directory wants an account, make one in my business’s name"
                checked={profile.may_create_accounts ?? false}
                onChange={({ target }) => change({ may_create_accounts: target.checked })}
              />
              <Checkbox
                label="I may have this business listed, and agree that this profile is sent to directories"
                checked={isAgreed}
                onChange={({ target }) => setAgreed(target.checked)}
              />
              {said && <Note tone="bad">{said}</Note>}
              <div>
                <BigButton type="submit" disabled={isBusy}>
                  {isBusy ? 'Checking your website…' : 'Save and start'}
                </BigButton>
              </div>
            </div>
          </Panel>
        </div>
        <div className="lg:sticky lg:top-6 lg:self-start">
          <Preview profile={profile} />
        </div>
      </form>
    </Page>
  );
}
