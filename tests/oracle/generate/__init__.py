"""Random specs, trees and mistakes, as text."""
