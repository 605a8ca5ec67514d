const staff = 'staff:';

/** Who did something, for people: "staff:ada@example.com" is Ada's address; programs keep their kind ("api_key:import"). */
export function actorName(actor: string): string {
  return actor.startsWith(staff) ? actor.slice(staff.length) : actor.replace(':', ' ').replaceAll('_', ' ');
}

/** As the API knows the actor whom somebody has typed. */
export function actorOf(typed: string): string {
  return typed.includes('@') && !typed.includes(':') ? `${staff}${typed}` : typed;
}
