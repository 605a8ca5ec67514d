import { getRouteApi } from '@tanstack/react-router';
import { LoginPage } from './LoginPage';

const route = getRouteApi('/login');

/** The sign-in with what its address says. */
export function LoginRoute() {
  return <LoginPage {...route.useSearch()} />;
}
