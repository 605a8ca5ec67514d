import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { TextArea, TextField } from '@/components/Field';
import { problemText, useAction } from '@/data/actions';
import { isApiError } from '@/data/http';
import { fieldProblems } from '@/data/problems';
import { editProfile } from '@/data/resources/customers';
import type { CustomerDocument, ProfileEdit } from '@/data/resources/customers';
import { actionStrings } from '@/strings/actions';
import { customerStrings as words } from '@/strings/customers';
import { RevealButton } from './RevealButton';
import { problemsOf } from './validate';
import type { Draft } from './validate';

const groups: readonly (readonly [string, readonly string[]])[] = [
  [words.groups.business, ['business_name', 'categories', 'description']],
  [words.groups.contact, ['contact_first_name', 'contact_last_name', 'email', 'phone']],
  [words.groups.address, ['address', 'city', 'state', 'postal_code', 'country']],
  [words.groups.online, ['website', 'logo_url']],
];
const wide: readonly string[] = ['business_name', 'categories', 'description', 'address'];

function draftOf({ profile }: CustomerDocument): Draft {
  const { categories, hours: _hours, social_links: _links, ...texts } = profile;
  return { ...texts, categories: categories.join(', ') };
}

/** The whole profile as the API takes it: what this form does not show stays as it was. */
function profileOf(draft: Draft, { rawProfile }: CustomerDocument): Record<string, unknown> {
  const { categories = '', ...texts } = draft;
  const trimmed = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.trim()]));
  const list = categories.split(',').map((each) => each.trim());
  return { ...rawProfile, ...trimmed, categories: list.filter(Boolean) };
}

interface ProfileEditorProps {
  document: CustomerDocument;
  mayEdit: boolean;
}

/**
 * The business profile. Kept as typed while colleagues or the machine change things around it; who saves over somebody
 * else's change is asked first (409).
 */
export function ProfileEditor({ document, mayEdit: mayOperate }: ProfileEditorProps) {
  const [base, setBase] = useState(document);
  const [draft, setDraft] = useState<Draft>(() => draftOf(document));
  const [isChecked, setChecked] = useState(false);
  // What is hidden cannot be written back.
  const mayEdit = mayOperate && base.contacts !== 'masked';
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  // Nothing typed yet: what was changed elsewhere is simply shown.
  if (!isDirty && document !== base) {
    setBase(document);
    setDraft(draftOf(document));
  }
  const { id, updated_at: readAt } = base.customer;
  const save = useAction<ProfileEdit, number>({
    run: (edit) => editProfile(id, edit),
    done: (going) => (going > 0 ? words.savedAndGoing(going) : words.saved),
    failed: () => words.saveFailed,
    isSilent: true,
    refreshes: [['customer', id], ['customers']],
  });
  const refused = fieldProblems(save.error);
  const problems = { ...(isChecked ? problemsOf(draft) : {}), ...refused };
  const isConflict = isApiError(save.error, 409);

  function loadTheirs(): void {
    setBase(document);
    setDraft(draftOf(document));
    save.reset();
  }

  function submit(): void {
    setChecked(true);
    // Gaps may be filled later; what is there must be right.
    const wrong = Object.entries(problemsOf(draft)).filter(([field]) => draft[field]?.trim());
    if (wrong.length > 0) return;
    save.mutate(
      { profile: profileOf(draft, base), updated_at: readAt },
      { onSuccess: () => setBase({ ...base, profile: { ...base.profile } }) },
    );
  }

  const control = (field: string) => ({
    label: words.fields[field] ?? field,
    problem: problems[field],
    disabled: !mayEdit,
    className: wide.includes(field) ? 'sm:col-span-2' : undefined,
    value: draft[field] ?? '',
    maxLength: 2_048,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  });
  return (
    <Card
      title={words.profile}
      action={base.contacts === 'masked' && <RevealButton customerId={id} />}
      badge={isDirty && <span className="text-xs text-warn">{words.unsaved}</span>}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {save.isError && Object.keys(refused).length === 0 && (
          <div role="alert" className="flex flex-wrap items-center gap-3 bg-bad-soft px-4 py-2.5 text-sm text-bad">
            <span className="min-w-0 flex-1">{isConflict ? words.conflict : problemText(save.error)}</span>
            {isConflict && <Button onClick={loadTheirs}>{words.loadTheirs}</Button>}
          </div>
        )}
        {groups.map(([title, fields]) => (
          <fieldset key={title} className="border-b px-4 py-4">
            <legend className="float-left mb-3 w-full text-xs font-semibold text-ink-2">{title}</legend>
            <div className="clear-both grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
              {fields.map((field) =>
                field === 'description' ? (
                  <TextArea
                    key={field}
                    {...control(field)}
                    hint={words.descriptionHint((draft[field] ?? '').trim().length)}
                    rows={5}
                  />
                ) : (
                  <TextField
                    key={field}
                    {...control(field)}
                    {...(field === 'categories' ? { hint: words.categoriesHint } : {})}
                  />
                ),
              )}
            </div>
          </fieldset>
        ))}
        {mayEdit && (
          <div className="flex justify-end gap-2 bg-canvas/60 px-4 py-3">
            <Button disabled={!isDirty || save.isPending} onClick={loadTheirs}>
              {actionStrings.cancel}
            </Button>
            <Button kind="primary" type="submit" disabled={!isDirty || save.isPending}>
              {save.isPending ? actionStrings.saving : actionStrings.save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
