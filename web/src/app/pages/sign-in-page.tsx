import { useLocation, useSearch } from 'wouter';
import { SignInForm, SignUpForm } from '../../features/accounts/sign-in/account-form.tsx';

/** Back to where the reader came from; an address of another site is not a place to go. */
function useReturn(): { query: string; onSignedIn: () => void } {
  const search = useSearch();
  const [, navigate] = useLocation();
  const then = new URLSearchParams(search).get('then') ?? '/';
  const target = /^\/(?![/\\])/.test(then) ? then : '/';
  return { query: search ? `?${search}` : '', onSignedIn: () => navigate(target) };
}

export function SignInPage() {
  return <SignInForm {...useReturn()} />;
}

export function SignUpPage() {
  return <SignUpForm {...useReturn()} />;
}
