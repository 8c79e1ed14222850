import { Link } from 'wouter';
import { Empty } from '../../ui/states.tsx';
import styles from './account-menu.module.css';

export function SignedOutNotice({ title, children, here }: { title: string; children: string; here: string }) {
  return (
    <Empty
      title={title}
      action={
        <Link href={`/sign-in?then=${encodeURIComponent(here)}`} className={styles.signIn}>
          Sign in
        </Link>
      }
    >
      {children}
    </Empty>
  );
}
