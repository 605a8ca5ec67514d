export const newJobStrings = {
  title: 'New job',
  titleFor: (name: string) => `New job for ${name}`,
  name: 'Business name',
  email: 'E-mail of the customer',
  rest: 'The rest of the profile can follow; the job waits for it.',
  package: 'Package',
  packageOf: (title: string, directories: number) => `${title} · ${directories} directories`,
  create: 'Create the job',
  done: 'The job was created',
  failed: 'The job was not created',
} as const;
