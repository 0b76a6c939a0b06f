"""What happened: runs, steps, deliveries and refused rows; every figure leads back through these."""
