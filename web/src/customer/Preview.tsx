import type { Profile } from './types';

/** How the business will appear: an entry as directories show it. */
export function Preview({ profile }: { profile: Profile }) {
  const place = [profile.address, [profile.postal_code, profile.city].filter(Boolean).join(' '), profile.state]
    .filter(Boolean)
    .join(', ');
  const isLogo = /^https?:\/\//.test(profile.logo_url ?? '') && profile.logo_url?.startsWith(window.location.origin);
  return (
    <section aria-labelledby="preview" className="rounded-xl border bg-surface p-5 shadow-card">
      <h2 id="preview" className="mb-3 text-xs font-medium text-ink-3">
        How you will appear
      </h2>
      <div className="flex items-start gap-3">
        {isLogo && <img src={profile.logo_url} alt="" className="size-12 rounded-lg border object-contain" />}
        <div className="min-w-0">
          <p className="text-lg font-semibold">{profile.business_name || 'Your business'}</p>
          <p className="text-sm text-ink-3">{profile.categories?.join(' · ') || 'Category'}</p>
        </div>
      </div>
      <p className="mt-3 text-sm whitespace-pre-line text-ink-2">
        {profile.description || 'Your description stands here.'}
      </p>
      <dl className="mt-3 flex flex-col gap-1 border-t pt-3 text-sm">
        {[
          ['Address', place],
          ['Phone', profile.phone],
          ['Website', profile.website?.replace(/^https?:\/\//, '')],
        ].map(([label, value]) => (
          <div key={label} className="flex gap-3">
            <dt className="w-16 shrink-0 text-ink-3">{label}</dt>
            <dd className="min-w-0">{value || '–'}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
