import { Eye } from 'lucide-react';
import { Button } from '@/components/Button';
import { useAction } from '@/data/actions';
import { revealContacts } from '@/data/resources/customers';
import { useMay } from '@/data/session';
import { customerStrings as words } from '@/strings/customers';

export function useReveal(customerId: string) {
  return useAction<void, void>({
    run: () => revealContacts(customerId),
    failed: () => words.revealFailed,
    refreshes: [['customer', customerId], ['job'], ['action']],
  });
}

/** Asks for a customer's contact data, which the audit log notes; nothing for viewers, who may not. */
export function RevealButton({ customerId }: { customerId: string }) {
  const reveal = useReveal(customerId);
  if (!useMay('operator')) return null;
  return (
    <Button title={words.revealHint} disabled={reveal.isPending} onClick={() => reveal.mutate()}>
      <Eye aria-hidden className="size-3.5" />
      {words.reveal}
    </Button>
  );
}
