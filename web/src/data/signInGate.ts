/** Requests that met an ended session wait here until the same person has signed in again, or has gone. */
let waiting: ((isBack: boolean) => void)[] = [];

export function waitForSignIn(): Promise<boolean> {
  return new Promise((resolve) => waiting.push(resolve));
}

/** Sends what waits anew, or fails it with the answer it got. */
export function resumeRequests(isBack: boolean): void {
  const resumed = waiting;
  waiting = [];
  resumed.forEach((resume) => resume(isBack));
}
