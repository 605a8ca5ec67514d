import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { TextField } from '@/components/Field';
import { call, Refused, words } from './api';
import { BigButton, Link, Note, Page, Panel, Waiting, bigButton } from './parts';
import { go } from './router';
import { money, type Checkout } from './types';

const lookEveryMs = 1_500;

function useCheckoutId(): string {
  return new URLSearchParams(window.location.search).get('id') ?? '';
}

/** Stands in for Stripe's page where there are no keys; the marked one. */
function TestCheckout() {
  const id = useCheckoutId();
  const [checkout, setCheckout] = useState<Checkout>();
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    call<Checkout>('GET', `/api/checkout/${encodeURIComponent(id)}`).then(setCheckout, (error: unknown) =>
      setProblem(words(error)),
    );
  }, [id]);

  const pay = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    setBusy(true);
    setProblem('');
    try {
      const { url } = await call<{ url: string }>('POST', `/api/checkout/${encodeURIComponent(id)}/test`, fields);
      go(url);
    } catch (error) {
      setProblem(words(error));
      setBusy(false);
    }
  };

  return (
    <Page title="Test checkout">
      <div className="flex flex-col gap-5">
        <Note tone="warn">
          <strong>This is a test.</strong> No card is asked for and nobody pays. With keys of Stripe, Stripe’s own page
          stands here.
        </Note>
        {problem && <Note tone="bad">{problem}</Note>}
        {checkout && (
          <Panel title={`${checkout.package} · ${money(checkout.amount_total, checkout.currency)}`}>
            <form className="flex flex-col gap-4" onSubmit={(event) => void pay(event)}>
              <TextField label="E-mail" name="email" type="email" required autoComplete="email" />
              <TextField label="Your name" name="name" autoComplete="name" />
              <TextField label="Business name" name="business_name" autoComplete="organization" />
              <TextField label="Website (optional)" name="website" type="url" placeholder="https://" />
              <div className="flex flex-wrap gap-3">
                <BigButton type="submit" disabled={isBusy}>
                  {isBusy ? 'One moment…' : 'Pay nothing'}
                </BigButton>
                <Link to="/packages?cancelled=1" className={bigButton('plain')}>
                  Back
                </Link>
              </div>
            </form>
          </Panel>
        )}
      </div>
    </Page>
  );
}

const ended: Partial<Record<Checkout['state'], string>> = {
  payment_failed: 'Your payment did not go through. Nothing was charged.',
  expired: 'The checkout has expired. Nothing was charged.',
};

/** After payment: waits until Stripe has told us, then opens the order. */
function Done() {
  const id = useCheckoutId();
  const [state, setState] = useState<Checkout['state']>('open');
  const [problem, setProblem] = useState<Refused>();
  useEffect(() => {
    let isOver = false;
    const path = `/api/checkout/${encodeURIComponent(id)}`;
    const look = async () => {
      try {
        const checkout = await call<Checkout>('GET', path);
        setState(checkout.state);
        if (checkout.state === 'paid') {
          const session = await call<{ job_id?: string }>('POST', `${path}/claim`, {});
          if (session.job_id) return go(`/my/jobs/${session.job_id}?new=1`, true);
        }
        if (ended[checkout.state]) return;
      } catch (error) {
        if (error instanceof Refused && error.status !== 0) return setProblem(error);
      }
      if (!isOver) setTimeout(() => !isOver && void look(), lookEveryMs);
    };
    void look();
    return () => {
      isOver = true;
    };
  }, [id]);

  const isKnown = problem?.code === 'known_customer';
  return (
    <Page title={ended[state] ? 'No order was made' : 'Thank you!'}>
      <div className="flex flex-col gap-5">
        {problem ? (
          <Note tone={isKnown ? 'good' : 'bad'}>{isKnown ? problem.detail : problem.message}</Note>
        ) : ended[state] ? (
          <Note tone="bad">{ended[state]}</Note>
        ) : state === 'awaiting_payment' ? (
          <Note tone="run">
            Your bank confirms this kind of payment later. Your order starts then, and you get an e-mail. You may close
            this page.
          </Note>
        ) : (
          <Waiting what="We are waiting for the confirmation of your payment. This takes a few seconds." />
        )}
        {(problem ?? ended[state]) && (
          <p>
            <Link to={problem ? '/my' : '/packages'} className={bigButton('plain')}>
              {problem ? 'To my orders' : 'Back to the packages'}
            </Link>
          </p>
        )}
      </div>
    </Page>
  );
}

export default function CheckoutPages({ path }: { path: string }) {
  return path === '/checkout/test' ? <TestCheckout /> : <Done />;
}
