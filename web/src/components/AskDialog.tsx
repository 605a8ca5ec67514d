import { useState } from 'react';
import type { ReactNode } from 'react';
import { actionStrings as words } from '@/strings/actions';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { TextField } from './Field';

interface AskDialogProps {
  title: string;
  children?: ReactNode;
  /** What the button does, as a verb with its object. */
  action: string;
  isDanger?: boolean;
  /** Whether a reason is asked for; it is optional then. */
  withReason?: boolean;
  isReady?: boolean;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

const longestReason = 500;

/** Asks before what cannot be taken back, and for the reason that the audit log keeps. */
export function AskDialog(props: AskDialogProps) {
  const { title, children, action, isDanger = false, withReason = true, isReady = true, onConfirm, onClose } = props;
  const [reason, setReason] = useState('');
  return (
    <Dialog
      size="small"
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button
            kind={isDanger ? 'danger' : 'primary'}
            disabled={!isReady}
            onClick={() => {
              onConfirm(reason.trim());
              onClose();
            }}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 p-4 text-sm text-ink-2">
        {children}
        {withReason && (
          <TextField
            label={words.reason}
            hint={words.reasonHint}
            maxLength={longestReason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </div>
    </Dialog>
  );
}
