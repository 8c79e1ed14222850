import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'adjustment_factors' })
export class AdjustmentFactorRow {
  @PrimaryColumn({ type: 'text' })
  symbol!: string;

  /** 2014-06-06 */
  @PrimaryColumn({ type: 'date' })
  date!: string;

  @Column({ name: 'price_factor', type: 'numeric' })
  priceFactor!: string;

  @Column({ name: 'split_factor', type: 'numeric' })
  splitFactor!: string;

  @Column({ name: 'reference_price', type: 'numeric' })
  referencePrice!: string;
}
