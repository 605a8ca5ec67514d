import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { jobStrings } from '@/strings/job';
import { IconButton } from './Button';

const thanksMs = 1_500;

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), thanksMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  // Browsers have a clipboard only on https and localhost.
  if (!navigator.clipboard) return null;
  return (
    <IconButton
      label={isCopied ? jobStrings.copied : label}
      className="size-6"
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {isCopied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
    </IconButton>
  );
}
