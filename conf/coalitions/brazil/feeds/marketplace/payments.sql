-- One row per payment of an order, dated by its approval, or by the order where nobody approved it. A method that the
-- marketplace could not tell is passed on as it is, so that it is refused by name.
SELECT
  p.order_id AS transaction_id,
  p.payment_sequential AS sequence,
  c.customer_unique_id AS member_id,
  coalesce(o.order_approved_at, o.order_purchase_timestamp) AS paid_at,
  CASE p.payment_type WHEN 'boleto' THEN 'bank_slip' ELSE p.payment_type END AS method,
  p.payment_installments AS instalments,
  p.payment_value AS amount,
  p._source
FROM payments p
LEFT JOIN orders o ON o.order_id = p.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
