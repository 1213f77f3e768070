"""Measurements, each as a ratio against something named in the same run: machines differ and are noisy."""
