import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'venue_days' })
export class VenueDayRow {
  @PrimaryColumn({ type: 'text' })
  venue!: string;

  /** 2026-11-26 */
  @PrimaryColumn({ type: 'date' })
  date!: string;

  /** Minutes after local midnight; both null: closed. */
  @Column({ type: 'smallint', nullable: true })
  opens!: number | null;

  @Column({ type: 'smallint', nullable: true })
  closes!: number | null;
}
