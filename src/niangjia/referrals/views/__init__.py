"""Views of referrals."""
