import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { SelectField, TextField } from '@/components/Field';
import { problemText, useAction } from '@/data/actions';
import { createJob } from '@/data/resources/jobs';
import type { NewJob } from '@/data/resources/jobs';
import { useSettings } from '@/data/resources/settings';
import { actionStrings } from '@/strings/actions';
import { newJobStrings as words } from '@/strings/newJob';

interface NewJobDialogProps {
  /** For this customer; without one a new customer is made. */
  customer?: { id: string; name: string };
  onClose: () => void;
}

/** A job by hand: for a known customer, or for a new one of whom a name and an address are enough to begin with. */
export function NewJobDialog({ customer, onClose }: NewJobDialogProps) {
  const navigate = useNavigate();
  const settings = useSettings();
  const packages = settings.data?.packages ?? [];
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState('');
  // One dialog makes one job, however often its button is pressed.
  const [clientKey] = useState(() => crypto.randomUUID());
  const packageType = chosen || (packages[0]?.name ?? '');
  const create = useAction<NewJob, string>({
    run: createJob,
    done: () => words.done,
    failed: () => words.failed,
    isSilent: true,
  });

  function submit(): void {
    const target = customer
      ? { customer_id: customer.id }
      : { profile: { business_name: name.trim(), email: email.trim() } };
    create.mutate(
      { ...target, package_type: packageType, client_key: clientKey },
      {
        onSuccess(jobId) {
          onClose();
          void navigate({ to: '/jobs/$jobId', params: { jobId } });
        },
      },
    );
  }

  const isReady = Boolean(packageType) && (Boolean(customer) || (name.trim() !== '' && email.includes('@')));
  return (
    <Dialog
      size="small"
      title={customer ? words.titleFor(customer.name) : words.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actionStrings.cancel}</Button>
          <Button kind="primary" disabled={!isReady || create.isPending} onClick={submit}>
            {words.create}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3.5 p-4">
        {create.isError && (
          <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {problemText(create.error)}
          </p>
        )}
        {!customer && (
          <>
            <TextField
              label={words.name}
              value={name}
              maxLength={200}
              autoFocus
              onChange={(e) => setName(e.target.value)}
            />
            <TextField
              label={words.email}
              type="email"
              value={email}
              maxLength={254}
              hint={words.rest}
              onChange={(event) => setEmail(event.target.value)}
            />
          </>
        )}
        <SelectField
          label={words.package}
          value={packageType}
          onChange={(event) => setChosen(event.target.value)}
          options={packages.map((each) => [each.name, words.packageOf(each.title, each.directories)] as const)}
        />
      </div>
    </Dialog>
  );
}
