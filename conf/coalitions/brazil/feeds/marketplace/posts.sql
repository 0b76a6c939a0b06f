-- Every review is a post, about the dearest line of its order. Review ids repeat across orders, so both make the post's id.
-- A review is written when it is answered; its creation date is the day on which the question was sent.
WITH dearest AS (
  SELECT
    order_id,
    max_by(product_id, struct(try_cast(price AS DECIMAL(18, 2)), -try_cast(order_item_id AS INT))) AS product_id,
    max_by(seller_id, struct(try_cast(price AS DECIMAL(18, 2)), -try_cast(order_item_id AS INT))) AS seller_id
  FROM items
  GROUP BY order_id
)
SELECT
  concat(r.review_id, '-', r.order_id) AS post_id,
  'review' AS channel,
  c.customer_unique_id AS member_id,
  r.review_answer_timestamp AS posted_at,
  'pt' AS language,
  r.review_comment_title AS title,
  r.review_comment_message AS text,
  r.review_score AS score,
  r.order_id AS transaction_id,
  d.product_id,
  d.seller_id AS partner_id,
  c.customer_city AS place_name,
  c.customer_state AS region_code,
  r._source
FROM reviews r
LEFT JOIN orders o ON o.order_id = r.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
LEFT JOIN dearest d ON d.order_id = r.order_id
