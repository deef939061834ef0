"""The reference booking service: openings of one-stop units, holds, bookings with codes and queue numbers."""
