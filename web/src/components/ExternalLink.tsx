import { ArrowUpRight } from 'lucide-react';
import { safeHttpUrl } from '@/lib/url';

interface ExternalLinkProps {
  url: string | null;
  children: string;
  /** Name for screen readers where the visible text alone says too little. */
  label?: string;
}

/** A link to another site; text only when the URL is not http(s). */
export function ExternalLink({ url, children, label }: ExternalLinkProps) {
  const href = safeHttpUrl(url);
  if (!href) return <span dir="auto">{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={label}
      className="relative inline-flex max-w-full items-baseline gap-0.5 rounded font-medium text-run underline-offset-4 hover:underline"
    >
      <span dir="auto" className="min-w-0 truncate">
        {children}
      </span>
      <ArrowUpRight aria-hidden className="size-3.5 shrink-0 self-center" />
    </a>
  );
}
