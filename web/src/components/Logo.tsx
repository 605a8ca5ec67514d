/** The mark of the product: a bolt on a dark tile, in both themes. */
export function Logo({ className = 'size-7' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" fill="#17181c" />
      <rect x=".5" y=".5" width="31" height="31" rx="7.5" fill="none" stroke="#fff" strokeOpacity=".12" />
      <path
        d="M18.2 4.6 8.4 17.2a.9.9 0 0 0 .7 1.5h5.3l-1.7 8.1c-.2 1 1 1.6 1.6.8l9.4-12.5a.9.9 0 0 0-.7-1.4h-5l1.8-8.3c.2-1-1-1.6-1.6-.8Z"
        fill="#f7c325"
      />
    </svg>
  );
}
