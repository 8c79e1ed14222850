import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { tone?: 'primary' | 'plain' | 'quiet' | 'danger'; size?: 'small' | 'normal' };

export function Button({ tone = 'plain', size = 'normal', className, type = 'button', ...rest }: Props) {
  return <button type={type} className={classNames(styles.button, styles[tone], styles[size], className)} {...rest} />;
}

export function IconButton({ className, type = 'button', ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { 'aria-label': string }) {
  return <button type={type} className={classNames(styles.icon, className)} {...rest} />;
}
