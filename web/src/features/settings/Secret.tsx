import { CopyButton } from '@/components/CopyButton';
import { Dialog } from '@/components/Dialog';

interface SecretProps {
  title: string;
  text: string;
  secret: string;
  copyLabel: string;
  onClose: () => void;
}

/** Something that is shown once. */
export function Secret({ title, text, secret, copyLabel, onClose }: SecretProps) {
  return (
    <Dialog size="small" title={title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-sm text-ink-2">{text}</p>
        <div className="flex items-start gap-2 rounded-lg border bg-canvas p-3">
          <code className="min-w-0 flex-1 font-mono text-xs break-all whitespace-pre-wrap">{secret}</code>
          <CopyButton text={secret} label={copyLabel} />
        </div>
      </div>
    </Dialog>
  );
}
