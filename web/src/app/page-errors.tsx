import { Component, type ReactNode } from 'react';
import { Failure } from '../ui/states.tsx';

/** A page that breaks leaves header, navigation and alerts in place. */
export class PageErrors extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return <Failure what="This page" retry={() => window.location.reload()} />;
  }
}
