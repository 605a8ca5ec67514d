import { Page, Panel } from './parts';

/** The software's own summary; whoever runs it puts their terms in their place (docs/customer.md). */
export default function TermsPage() {
  return (
    <Page title="Terms and privacy" lead="Version of 1 December 2026.">
      <div className="flex flex-col gap-5">
        <Panel title="What you buy">
          <p className="text-ink-2">
            We submit the business in your profile to the number of directories in your package, once, and report what
            each of them answered. Whether a directory lists a business is the directory’s own decision.
          </p>
        </Panel>
        <Panel title="What happens to your data">
          <ul className="list-disc space-y-2 pl-5 text-ink-2">
            <li>Your profile is sent to directories, which publish it. That is what you buy.</li>
            <li>Your payment is handled by Stripe. We never see your card.</li>
            <li>We keep pictures of how each submission ended, as proof for you.</li>
            <li>You can download everything we keep, and have it erased, under “My orders”.</li>
            <li>Entries that are live at directories are theirs: ask the directory to remove them.</li>
          </ul>
        </Panel>
      </div>
    </Page>
  );
}
