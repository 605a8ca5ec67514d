import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { call, words } from './api';
import { BigButton, Link, Note, Page, Waiting } from './parts';
import { money, type Package, type Shop } from './types';

function turnaround(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24} ${hours === 24 ? 'day' : 'days'}` : `${hours} hours`;
}

function Choice({ item, isChosen, choose }: { item: Package; isChosen: boolean; choose: () => void }) {
  return (
    <label
      className={clsx(
        'relative flex cursor-pointer flex-col rounded-xl border bg-surface p-5 shadow-card transition-colors',
        isChosen ? 'border-run-solid ring-1 ring-run-solid' : 'hover:border-line-strong',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-run-solid',
      )}
    >
      <input type="radio" name="package" className="sr-only" checked={isChosen} onChange={choose} />
      <span className="text-base font-semibold">{item.title}</span>
      <span className="mt-3 text-3xl font-semibold tracking-tight tabular-nums">
        {money(item.price_cents, item.currency)}
      </span>
      <span className="text-xs text-ink-3">once, no subscription</span>
      <span className="mt-4 border-t pt-4 text-ink-2">
        <strong className="font-semibold text-ink">{item.directories} directories</strong>
        <br />
        done within {turnaround(item.turnaround_hours)}
      </span>
    </label>
  );
}

export default function PackagesPage() {
  const [shop, setShop] = useState<Shop>();
  const [problem, setProblem] = useState('');
  const [chosen, setChosen] = useState('growth');
  const [addOns, setAddOns] = useState<string[]>([]);
  const [agreed, setAgreed] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const cancelled = new URLSearchParams(window.location.search).has('cancelled');
  useEffect(() => {
    call<Shop>('GET', '/api/packages').then(setShop, (error: unknown) => setProblem(words(error)));
  }, []);
  const item = shop?.packages.find((each) => each.name === chosen) ?? shop?.packages[0];

  const buy = async () => {
    if (!shop || !item) return;
    if (!agreed) return setProblem('Please agree to the terms first.');
    setBusy(true);
    setProblem('');
    try {
      const order = { package: item.name, add_ons: addOns, terms: shop.terms_version };
      const { url } = await call<{ url: string }>('POST', '/api/checkout', order);
      window.location.assign(url);
    } catch (error) {
      setProblem(words(error));
      setBusy(false);
    }
  };

  if (!shop || !item)
    return (
      <Page title="Get your business listed" wide>
        {problem ? <Note tone="bad">{problem}</Note> : <Waiting what="Loading the packages…" />}
      </Page>
    );
  const extras = shop.add_ons.filter((each) => addOns.includes(each.name));
  const total = item.price_cents + extras.reduce((sum, each) => sum + each.price_cents, 0);
  return (
    <Page
      title="Get your business listed"
      wide
      lead="Tell us about your business once. We submit it to hundreds of online directories, prove what each one answered, and show it to you live."
    >
      <div className="flex flex-col gap-6">
        {cancelled && <Note tone="run">You left the checkout. Nothing was charged.</Note>}
        {shop.checkout === 'test' && (
          <Note tone="warn">This installation runs a test checkout: nobody pays, and no card is asked for.</Note>
        )}
        <fieldset>
          <legend className="mb-3 text-lg font-semibold">Choose a package</legend>
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            {shop.packages.map((each) => (
              <Choice key={each.name} item={each} isChosen={each === item} choose={() => setChosen(each.name)} />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <fieldset>
            <legend className="mb-3 text-lg font-semibold">Extras</legend>
            <div className="divide-y rounded-xl border bg-surface shadow-card">
              {shop.add_ons.map((each) => (
                <label key={each.name} className="flex min-h-12 cursor-pointer items-center gap-3 px-4 py-2">
                  <input
                    type="checkbox"
                    className="size-4 accent-run-solid"
                    checked={addOns.includes(each.name)}
                    onChange={() =>
                      setAddOns((now) =>
                        now.includes(each.name) ? now.filter((name) => name !== each.name) : [...now, each.name],
                      )
                    }
                  />
                  <span className="flex-1">{each.title}</span>
                  <span className="text-ink-2 tabular-nums">+ {money(each.price_cents, item.currency)}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <section aria-labelledby="summary" className="rounded-xl border bg-surface p-5 shadow-card lg:mt-10">
            <h2 id="summary" className="text-lg font-semibold">
              Your order
            </h2>
            <dl className="mt-3 flex flex-col gap-1.5 text-ink-2">
              {[item, ...extras].map((each) => (
                <div key={each.name} className="flex justify-between gap-4">
                  <dt>{each.title}</dt>
                  <dd className="tabular-nums">{money(each.price_cents, item.currency)}</dd>
                </div>
              ))}
              <div className="mt-1.5 flex justify-between gap-4 border-t pt-2.5 text-base font-semibold text-ink">
                <dt>Total</dt>
                <dd className="tabular-nums">{money(total, item.currency)}</dd>
              </div>
            </dl>
            <p className="mt-1 text-xs text-ink-3">Taxes and promotion codes are added at the checkout.</p>
            <label className="mt-4 flex cursor-pointer items-start gap-2.5 text-sm">
              <input
                type="checkbox"
                className="mt-0.5 size-4 shrink-0 accent-run-solid"
                checked={agreed}
                onChange={(event) => setAgreed(event.target.checked)}
              />
              <span>
                I agree to the{' '}
                <Link to="/terms" className="underline">
                  terms
                </Link>
                , and that my business’s data are sent to directories.
              </span>
            </label>
            {problem && (
              <div className="mt-4">
                <Note tone="bad">{problem}</Note>
              </div>
            )}
            <BigButton
              className="mt-4 w-full"
              disabled={isBusy || shop.checkout === 'closed'}
              onClick={() => void buy()}
            >
              {isBusy ? 'Opening the checkout…' : shop.checkout === 'closed' ? 'Not on sale yet' : 'Go to checkout'}
            </BigButton>
          </section>
        </div>
      </div>
    </Page>
  );
}
